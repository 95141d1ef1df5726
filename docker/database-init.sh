#!/bin/sh
# Makes the database and its owner, who is no superuser, so that row-level security holds for the service too.
set -eu
password=$(cat /run/secrets/spring.datasource.password)
psql -v ON_ERROR_STOP=1 -U postgres -v password="$password" <<'SQL'
create role dromedary login password :'password';
create database dromedary owner dromedary;
\connect dromedary
create extension if not exists vector;
SQL
