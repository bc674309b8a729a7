"""Reading hostile files where they can do no harm: a helper process that knows neither Django nor the database.

`python -m submissions.filesafety` is started by `submissions.fileworker`; it reads one job a line and answers one line.
Nothing here imports the portal: what a file breaks, it breaks in a process that holds no secret.
"""
