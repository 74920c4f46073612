# hvsb in a container.
#
#   docker build -t hvsb .
#   docker run --rm --init -v hvsb-study:/study hvsb init
#   docker run --rm --init -v hvsb-study:/study -e OPENAI_API_KEY hvsb run study.yaml
#   docker run --rm --init -v hvsb-study:/study -p 4781:4781 hvsb view --host 0.0.0.0 --token new
#
# "view" prints an address with the container's own name: open http://localhost:4781 and give the token that it shows, or choose
# one with --token TEXT. From another machine the page also needs the name that people type: --also-known-as my-server.example.
#
# A folder of yours in place of the volume: -v "$PWD:/study" --user "$(id -u):$(id -g)". The store (hvsb.db) belongs on a local
# disk, see docs/store.md; on macOS and Windows use a volume, because folders there are shared with the container over a network
# protocol. Downloaded datasets are in /study/data. --init passes Ctrl-C and "docker stop" on, so that a run ends in order.

FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build

FROM node:24-slim AS dependencies
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

FROM node:24-slim
LABEL org.opencontainers.image.title="hvsb" \
      org.opencontainers.image.source="https://github.com/hvsb/hvsb" \
      org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production \
    HVSB_DATA=/study/data
WORKDIR /opt/hvsb
COPY --from=dependencies /build/node_modules ./node_modules
COPY --from=build /build/dist ./dist
# What "files" of package.json names; without src/ the program runs from dist/.
COPY package.json LICENSE README.md CHANGELOG.md ./
COPY bin ./bin
COPY data ./data
COPY docs ./docs
COPY examples ./examples
COPY models ./models
COPY prompts ./prompts
COPY schema ./schema
RUN chmod 755 bin/hvsb.js \
 && ln -s /opt/hvsb/bin/hvsb.js /usr/local/bin/hvsb \
 && install -d -o node -g node /study
USER node
WORKDIR /study
VOLUME /study
EXPOSE 4781
ENTRYPOINT ["hvsb"]
CMD ["--help"]
