"""Duties about personal data (reliability 4, law.md 6.1): what is held about a person, erasing it, and for how long.

`subjects` finds the person, `account` and `papers` gather what is held, `archive` writes it into one zip, `erasing`
takes away what no law keeps, `retention` what has been kept long enough. Reached by manage.py alone: a request of a
citizen is answered by the ward's administrator, on paper.
"""
