#!/bin/sh
# S3Proxy with the key of the service, which is a secret.
set -eu
S3PROXY_CREDENTIAL=$(cat /run/secrets/dromedary.store.secret-key)
export S3PROXY_CREDENTIAL
exec /opt/s3proxy/run-docker-container.sh
