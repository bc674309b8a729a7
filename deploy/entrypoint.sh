#!/bin/sh
# One image, four parts: prepare (once, before the others), web, worker, beat. Anything else goes to manage.py.
set -eu

case "${1:-web}" in
prepare)
    python manage.py migrate --no-input
    python manage.py createcachetable
    exec python manage.py load_plan campaigns/plans/le-chan-2026-2030.toml
    ;;
web)
    exec gunicorn lechan_thidua.wsgi:application --bind 0.0.0.0:8000 \
        --workers "${WEB_WORKERS:-2}" --threads "${WEB_THREADS:-4}" --timeout 60 --graceful-timeout 20 \
        --max-requests 2000 --max-requests-jitter 200 --worker-tmp-dir /dev/shm
    ;;
worker)
    exec celery --app lechan_thidua worker --concurrency "${TASK_WORKERS:-2}" --max-tasks-per-child 200 --loglevel info
    ;;
beat)
    exec celery --app lechan_thidua beat --schedule /data/beat-schedule --pidfile= --loglevel info
    ;;
*)
    exec python manage.py "$@"
    ;;
esac
