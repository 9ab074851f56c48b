"""Documents that people hold in their hands: PDFs. Not here: who gets one, pages, mails."""
