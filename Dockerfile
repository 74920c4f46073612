# hvsb in a container.
#
#   docker build -t hvsb .
#   docker run --rm --init -v hvsb-study:/study hvsb init
#   docker run --rm --init -v hvsb-study:/study -e OPENAI_API_KEY hvsb run study.yaml
#   docker run --rm --init -v hvsb-study:/study -p 4781:4781 hvsb view --host 0.0.0.0 --token new
#
# "view" prints an address with a new token; open it in a browser on the same machine. --token TEXT (16 characters or more) chooses
# the token. With -p 127.0.0.1:4781:4781 only this machine reaches the page; for others name the host that they
# type: --also-known-as my-server.example. "rate" works the same way with port 4780.
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
# The user "node" of the image.
USER 1000:1000
WORKDIR /study
VOLUME /study
EXPOSE 4780 4781
ENTRYPOINT ["hvsb"]
CMD ["--help"]
