"""Public addresses."""

from django.urls import URLPattern, URLResolver, include, path

from tracker.web import metrics, provider_webhooks
from tracker.web.cards import views as cards
from tracker.web.charts import views as charts
from tracker.web.citations import views as citations
from tracker.web.data import views as data
from tracker.web.feeds import calendar, changes, due, forms
from tracker.web.feeds import week as week_of_feeds
from tracker.web.mcp import views as mcp
from tracker.web.pages import (
    about,
    all_cases,
    case,
    dashboard,
    developers,
    dossiers,
    embeds,
    list_embeds,
    llms,
    method,
    month,
    oembed,
    persons,
    problem_types,
    report_error,
    search,
    sitemap,
    status,
    style_guide,
    suggest,
    timeline,
    track_record,
    week,
    words,
)
from tracker.web.subscriptions import browsers

for_people: list[URLPattern | URLResolver] = [
    path("", dashboard.dashboard_page, name="dashboard"),
    path("ultimatums/", all_cases.all_cases_page, name="all-cases"),
    path("ultimatums/<str:slug>/", case.case, name="case"),
    path("ultimatums/<str:slug>/report/", report_error.report, name="report"),
    path("ultimatums/<str:slug>/report/thanks/", report_error.thanks, name="report-thanks"),
    path("suggest/", suggest.suggest_deadline, name="suggest"),
    path("suggest/thanks/", suggest.thanks, name="suggest-thanks"),
    path("ultimatums/<str:slug>/share/", embeds.share, name="share"),
    path("embed/", list_embeds.cases_embed, name="embed-cases"),
    path("share/", list_embeds.share_cases, name="share-cases"),
    path("embed/<str:slug>/", embeds.embed, name="embed"),
    path("search/", search.search_page, name="search"),
    path("timeline/", timeline.view, name="timeline"),
    path("calendar/", month.this_month, name="calendar"),
    path("calendar/<int:year>/<int:month>/", month.any_month, name="calendar-month"),
    path("week/", week.week, name="week"),
    path("dossiers/", dossiers.dossiers, name="dossiers"),
    path("dossiers/<str:slug>/", dossiers.dossier, name="dossier"),
    path("about/", about.about, name="about"),
    path("about/words/", words.words, name="words"),
    path("about/method/", method.method, name="method"),
    path("record/", track_record.record, name="record"),
    path("record/cases/", track_record.cases, name="record-cases"),
    path("actors/", track_record.actors, name="actors"),
    path("actors/<str:slug>/", track_record.actor, name="actor"),
    path("persons/", persons.persons, name="persons"),
    path("compare/", persons.compare, name="compare"),
    path("style-guide/", style_guide.style_guide, name="style-guide"),
    path("subscriptions/", include("tracker.web.subscriptions.urls")),
    path("data/", data.data, name="data"),
    path("developers/", developers.developers, name="developers"),
    path("developers/problems/", problem_types.problems, name="problems"),
    path("developers/api/", developers.reference, name="api-docs"),
    path("status/", status.status, name="status"),
]
"""Pages, in every language; Ukrainian ones begin with /uk/."""

for_taking: list[URLPattern | URLResolver] = [
    path("charts/moves/<str:slug>.<str:form>", charts.moves, name="chart-moves"),
    path("charts/timeline.<str:form>", charts.timeline, name="chart-timeline"),
    path("charts/cases.<str:form>", charts.cases, name="chart-cases"),
    path("charts/crisis/<str:slug>.<str:form>", charts.crisis, name="chart-crisis"),
    path("charts/sender/<str:slug>.<str:form>", charts.sender, name="chart-sender"),
    path("charts/target/<str:slug>.<str:form>", charts.target, name="chart-target"),
    path("cite/case/<str:slug>.<str:form>", citations.case, name="cite-case"),
    path("cite/actor/<str:slug>.<str:form>", citations.actor, name="cite-actor"),
    path("cite/crisis/<str:slug>.<str:form>", citations.crisis, name="cite-crisis"),
    path("cite/record.<str:form>", citations.record, name="cite-record"),
    path("charts/record/<str:name>.<str:form>", charts.record, name="chart-record"),
]
"""Files that pages can be taken along as, in every language."""

for_programs: list[URLPattern | URLResolver] = [
    path("ultimatums/<str:slug>/card.png", cards.card, name="card"),
    path("card.png", cards.site, name="site-card"),
    path("ultimatums.csv", all_cases.all_cases_csv, name="all-cases-csv"),
    path("badge/<str:slug>.svg", embeds.badge, name="badge"),
    path("oembed", oembed.oembed, name="oembed"),
    path("embed.js", list_embeds.script, name="embed-script"),
    path("ultimatums/<str:slug>/calendar.ics", calendar.case_calendar, name="case-calendar"),
    path("feeds/ultimatums.ics", calendar.calendar_feed, name="calendar-feed"),
    path("feeds/changes.atom", changes.changes_feed, name="changes-feed"),
    path("feeds/due.atom", due.due_feed, name="due-feed"),
    path("feeds/week.atom", week_of_feeds.week_feed, name="week-feed"),
    path("feeds/changes.json", changes.changes_feed, {"form": forms.JSON}, name="changes-json"),
    path("feeds/due.json", due.due_feed, {"form": forms.JSON}, name="due-json"),
    path("feeds/week.json", week_of_feeds.week_feed, {"form": forms.JSON}, name="week-json"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemap-pages.xml", sitemap.pages, name="sitemap-pages"),
    path("sitemap-cases-<int:part>.xml", sitemap.cases, name="sitemap-cases"),
    path("robots.txt", sitemap.robots, name="robots"),
    path("api/v1/", include("tracker.web.api.urls")),
    path("data/", include("tracker.web.data.urls")),
    path("mcp", mcp.mcp, name="mcp"),
    path("llms.txt", llms.llms, name="llms"),
    path("push-worker.js", browsers.worker, name="push-worker"),
    path("metrics", metrics.metrics, name="metrics"),
    path("webhooks/mail/<str:provider>/", provider_webhooks.provider_hook, name="provider-hook"),
    path("healthz", status.healthz, name="healthz"),
    path("readyz", status.readyz, name="readyz"),
]
"""What programs read, in English and under one address."""
