"""Mail over SMTP: connections, the conversation over them, and what servers reply."""
