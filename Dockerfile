# The tool as an image, for a run beside the brokers of docker-compose.yml: `make docker-bench`.
#
#   docker build -t streamstock-bench . && docker run --rm streamstock-bench plan spike
#
# Runs as a user without rights, on a read-only file system; a run's folder wants a writable place:
# `--runs-dir /runs`, with a volume there.

FROM node:22.20.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY pipeline pipeline
COPY reports reports
COPY simulator simulator
RUN npm run --silent build

FROM node:22.20.0-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && npm cache clean --force

FROM node:22.20.0-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json LICENSE ./
COPY scenarios scenarios
RUN mkdir /runs && chown node:node /runs
USER node
ENTRYPOINT ["node", "dist/simulator/cli.js"]
CMD ["--help"]
