#!/bin/sh
# Brings Temporal's two databases to the schema of this server version. Safe to run again: finished steps are skipped.
#
# SQL_PLUGIN, SQL_HOST, SQL_PORT, SQL_USER and SQL_PASSWORD are read by temporal-sql-tool itself.
set -eu

versions=/etc/temporal/schema/postgresql/v12

for database in temporal temporal_visibility; do
  case $database in
    temporal) folder=$versions/temporal/versioned ;;
    *) folder=$versions/visibility/versioned ;;
  esac
  echo "schema of $database"
  SQL_DATABASE=$database temporal-sql-tool setup-schema --version 0.0
  SQL_DATABASE=$database temporal-sql-tool update-schema --schema-dir "$folder"
done
