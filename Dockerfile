# One file, one target a part: docker build --target hub|gateway|dashboard|edge .
# `edge` has nothing of the hub's: no database driver, no web server.
FROM python:3.12-slim AS base
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=/app PIP_DISABLE_PIP_VERSION_CHECK=1
# dialout owns serial ports on Debian; the numbers are fixed, so that volumes keep their owner
RUN useradd --system --uid 10001 --user-group --groups dialout --create-home tallydock \
 && install -d -o tallydock -g tallydock /var/lib/tallydock /run/tallydock
ENV TALLYDOCK_VAR_DIR=/var/lib/tallydock
WORKDIR /app
ENTRYPOINT ["python", "-m", "tallydock"]

FROM base AS edge
COPY requirements-edge.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements-edge.txt
COPY devices devices
COPY edge edge
COPY gateway/__init__.py gateway/__init__.py
COPY gateway/wire gateway/wire
COPY tallydock tallydock
COPY deploy/simulated-site.sh deploy/simulated-site.sh
USER tallydock
VOLUME /var/lib/tallydock
CMD ["edge"]

FROM base AS whole
COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY devices devices
COPY edge edge
COPY gateway gateway
COPY hub hub
COPY dashboard dashboard
COPY tallydock tallydock
USER tallydock
VOLUME /var/lib/tallydock

FROM whole AS hub
ENV TALLYDOCK_HUB_HOST=0.0.0.0
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/api/v1/health', timeout=4)"]
CMD ["hub"]

FROM whole AS gateway
# the file is made once the gateway has subscribed; /run is empty at every start (compose mounts a tmpfs)
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["test", "-e", "/run/tallydock/gateway.ready"]
CMD ["gateway", "--ready-file", "/run/tallydock/gateway.ready"]

FROM whole AS dashboard
ENV TALLYDOCK_DASHBOARD_HOST=0.0.0.0
EXPOSE 8501
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]
CMD ["dashboard"]
