#!/bin/sh
# RabbitMQ with the user of the service, whose password is a secret.
set -eu
export RABBITMQ_DEFAULT_USER=dromedary
RABBITMQ_DEFAULT_PASS=$(cat /run/secrets/spring.rabbitmq.password)
export RABBITMQ_DEFAULT_PASS
exec docker-entrypoint.sh rabbitmq-server
