"""The record for calendars and feed readers: iCalendar and Atom."""
