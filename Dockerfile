# The application without the embedded Temporal server: workers, pages, migration, the `aryz` command. Build from the root.

FROM python:3.13.16-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/aryz
COPY requirements.lock .
# Every file is checked against its hash in the lock, and nothing is built from source here.
RUN /opt/aryz/bin/pip install --require-hashes --only-binary :all: --requirement requirements.lock \
 && /opt/aryz/bin/python -m pip uninstall --yes pip

FROM python:3.13.16-slim-bookworm
LABEL org.opencontainers.image.title="Aryz" \
      org.opencontainers.image.description="Follows complaints of torture, and proves what happened when" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN groupadd --system --gid 10001 aryz \
 && useradd --system --uid 10001 --gid aryz --no-create-home --home-dir /tmp --shell /usr/sbin/nologin aryz
COPY --from=build /opt/aryz /opt/aryz
WORKDIR /app
COPY models models
COPY languages languages
COPY law law
COPY lifecycle lifecycle
COPY ledger ledger
COPY reports reports
COPY store store
COPY activities activities
COPY workflows workflows
COPY web web
COPY cli cli
COPY verifier verifier
COPY logs.py settings.py worker.py LICENSE ./
COPY deploy/image deploy/image
# Compiled now: the containers run with a read-only file system.
RUN /opt/aryz/bin/python -m compileall -q . \
 && ln -s /app/deploy/image/aryz /usr/local/bin/aryz
# The folder of keys: a volume takes over its owner and its mode.
RUN install --directory --owner aryz --group aryz --mode 700 /keys
ENV PATH=/opt/aryz/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER aryz
HEALTHCHECK --interval=30s --timeout=15s --start-period=20s --retries=4 CMD ["python", "deploy/image/health.py"]
CMD ["python", "worker.py"]
