"""What people take away: PDFs, workbooks, calendar files, cards. Not here: who gets one, mails."""
