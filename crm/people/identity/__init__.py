"""Who a record means: names, companies, e-mails, phones, addresses and handles in one writing.

Pure functions over plain texts, without a session: entry, import, search and duplicates all
compare what these return, so that two writings of one thing are found everywhere or nowhere.
"""
