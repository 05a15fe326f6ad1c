"""Mailboxes: how buyers' mail is read. One reader, for IMAP; `imap.READER` keeps the promises of `ports.mailbox`."""
