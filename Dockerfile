# Posthorn without a shell, a package manager, or the right to write anywhere but /data.
# What it holds is tried by packages/server/test/production-folder.test.ts; see docs/operations.md.

FROM node:24-bookworm-slim AS build
WORKDIR /source
COPY . .
RUN --mount=type=cache,target=/root/.npm npm run build
RUN node scripts/assemble.js /app && install -d -m 0700 /data

FROM gcr.io/distroless/nodejs24-debian12:nonroot
COPY --from=build /app /app
COPY --from=build --chown=65532:65532 /data /data
# A posthorn.config.ts is mounted here, where it finds `posthorn/config`.
WORKDIR /app
ENV NODE_ENV=production POSTHORN_DATA_DIR=/data
USER 65532:65532
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["/nodejs/bin/node", "-e", \
  "fetch(`http://127.0.0.1:${process.env.PORT || 8080}/livez`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# The flag is that of the first line of posthorn.js.
ENTRYPOINT ["/nodejs/bin/node", "--max-semi-space-size=4", "/app/node_modules/posthorn/bin/posthorn.js"]
CMD ["serve"]
