#!/bin/sh
# Runs once, when the data folder of PostgreSQL is empty: two owners, three databases, nothing shared.
#
# Temporal's tables and ours lie in one server but under two roles, so that neither can read the other's.
set -eu

: "${TEMPORAL_DB_PASSWORD:?is the password of Temporal's role; set it in deploy/.env}"
: "${ARYZ_DB_PASSWORD:?is the password of the application's role; set it in deploy/.env}"

# The passwords travel as variables of psql, which quotes them itself (:'name'), and so never stand in a statement's text.
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "${POSTGRES_DB:-$POSTGRES_USER}" \
  --set temporal_password="$TEMPORAL_DB_PASSWORD" --set aryz_password="$ARYZ_DB_PASSWORD" <<'SQL'
CREATE ROLE temporal LOGIN PASSWORD :'temporal_password';
CREATE ROLE aryz LOGIN PASSWORD :'aryz_password';
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
CREATE DATABASE aryz OWNER aryz;
REVOKE CONNECT ON DATABASE temporal, temporal_visibility, aryz FROM PUBLIC;
SQL
