"""The mailbox of a site without a mail server: each mail is a file, shown on a page, sent to nobody."""
