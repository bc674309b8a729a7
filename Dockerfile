# The portal as an image: built in one stage, run without root in another.

FROM python:3.11-slim-bookworm AS build
WORKDIR /app
RUN apt-get update \
    && apt-get install -y --no-install-recommends gettext \
    && rm -rf /var/lib/apt/lists/*
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements.txt ./
RUN pip install --require-hashes --only-binary :all: -r requirements.txt
COPY . .
# Neither step needs a secret, so they run on the settings that need nothing.
RUN DATA_DIR=/tmp/build STATIC_ROOT=/app/staticfiles DJANGO_SETTINGS_MODULE=lechan_thidua.settings.base \
    sh -c "python manage.py compilemessages && python manage.py collectstatic --no-input"

FROM python:3.11-slim-bookworm
# What WeasyPrint draws with, and the fonts of the papers (Tinos holds every Vietnamese letter).
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-croscore fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 portal \
    && useradd --uid 10001 --gid portal --home-dir /app --no-create-home --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal /data
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=lechan_thidua.settings.production DATA_DIR=/data STATIC_ROOT=/app/staticfiles \
    XDG_CACHE_HOME=/tmp/cache
USER portal
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=40s --retries=3 CMD ["python", "deploy/healthcheck.py"]
ENTRYPOINT ["/app/deploy/entrypoint.sh"]
CMD ["web"]
