# Stage 1 builds; stage 2 holds only what runs. Nothing is installed or built when a container starts.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# No package needs its install script, and our own build comes below.
RUN npm ci --ignore-scripts
COPY tsconfig.base.json rollup.config.js ./
COPY schemas schemas
COPY webrtc-stats webrtc-stats
COPY src src
COPY client-sdk client-sdk
COPY audience-script audience-script
COPY dashboard dashboard
RUN npx tsc --build schemas webrtc-stats client-sdk audience-script dashboard src && npx rollup --config --silent
RUN npm prune --omit=dev --ignore-scripts

FROM node:24-slim
ENV NODE_ENV=production \
    DATA_DIR=/data
WORKDIR /app
COPY LICENSE package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
# Recorded calls, for `npm run replay`.
COPY test/fixtures/traces test/fixtures/traces
RUN install --directory --owner=node --group=node /data
USER node
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT || 8080}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# node itself, so that SIGTERM arrives: what was accepted goes to the store before the stop.
CMD ["node", "--enable-source-maps", "dist/src/server.js"]
