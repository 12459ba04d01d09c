"""Recipes of `/developers/`: the record in Home Assistant, in n8n and in programs with a language model."""

from collections.abc import Mapping
from string import Template

HOME_ASSISTANT = """rest:
  - resource: "${api}next?days=90&limit=1"
    scan_interval: 900
    sensor:
      - name: "Next deadline"
        unique_id: ultimata_next_deadline
        device_class: timestamp
        availability: "{{ value_json['items'] | length > 0 }}"
        value_template: "{{ value_json['items'][0]['countdown']['target_at'] }}"
        json_attributes_path: "$.items[0]"
        json_attributes:
          - title
          - url
          - status

automation:
  - alias: "A deadline within a day"
    triggers:
      - trigger: template
        value_template: >-
          {{ as_timestamp(states('sensor.next_deadline'), 9999999999)
             - as_timestamp(now()) < 86400 }}
    actions:
      - action: notify.notify
        data:
          message: "{{ state_attr('sensor.next_deadline', 'title') }}"
          data:
            url: "{{ state_attr('sensor.next_deadline', 'url') }}"
"""
N8N = """{
  "name": "Deadlines of the week",
  "nodes": [
    {
      "name": "Every morning",
      "type": "n8n-nodes-base.scheduleTrigger",
      "typeVersion": 1.2,
      "position": [0, 0],
      "parameters": {"rule": {"interval": [{"field": "days", "triggerAtHour": 8}]}}
    },
    {
      "name": "Ask Ultimata",
      "type": "n8n-nodes-base.httpRequest",
      "typeVersion": 4.2,
      "position": [220, 0],
      "parameters": {"url": "${api}next?days=7", "options": {}}
    },
    {
      "name": "One by one",
      "type": "n8n-nodes-base.splitOut",
      "typeVersion": 1,
      "position": [440, 0],
      "parameters": {"fieldToSplitOut": "items", "options": {}}
    },
    {
      "name": "In words",
      "type": "n8n-nodes-base.set",
      "typeVersion": 3.4,
      "position": [660, 0],
      "parameters": {
        "assignments": {
          "assignments": [
            {
              "id": "text",
              "name": "text",
              "type": "string",
              "value": "={{ $json.countdown.target_at }}: {{ $json.title }} {{ $json.url }}"
            }
          ]
        },
        "options": {}
      }
    }
  ],
  "connections": {
    "Every morning": {"main": [[{"node": "Ask Ultimata", "type": "main", "index": 0}]]},
    "Ask Ultimata": {"main": [[{"node": "One by one", "type": "main", "index": 0}]]},
    "One by one": {"main": [[{"node": "In words", "type": "main", "index": 0}]]}
  }
}
"""
CURL_MCP = """curl "${mcp}" -H "Content-Type: application/json" -d '{
  "jsonrpc": "2.0", "id": 1, "method": "tools/call",
  "params": {"name": "search", "arguments": {"query": "USA", "as_of": "2025-07-24"}}
}'
"""
MCP_CONFIG = """{
  "mcpServers": {
    "ultimata": {"type": "http", "url": "${mcp}"}
  }
}
"""
RECIPES = {"home_assistant": HOME_ASSISTANT, "n8n": N8N, "curl_mcp": CURL_MCP, "mcp_config": MCP_CONFIG}


def recipes(places: Mapping[str, str]) -> dict[str, str]:
    """Every recipe, with the addresses of this site."""
    return {name: Template(text).safe_substitute(places).strip() for name, text in RECIPES.items()}
