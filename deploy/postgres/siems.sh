#!/bin/sh
# Makes SIEMS's two database users and its database: siems_owner migrates, siems_app works and cannot change the schema.
# The postgres image runs this once, when its volume is empty. Running it again only sets the passwords again.
set -eu
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\getenv owner_password SIEMS_OWNER_PASSWORD
\getenv app_password SIEMS_APP_PASSWORD
SELECT 'CREATE ROLE ' || wanted.name
FROM (VALUES ('siems_owner'), ('siems_app')) AS wanted (name)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name) \gexec
ALTER ROLE siems_owner LOGIN PASSWORD :'owner_password';
ALTER ROLE siems_app LOGIN PASSWORD :'app_password';
SELECT 'CREATE DATABASE siems OWNER siems_owner TEMPLATE template0 ENCODING ''UTF8'' '
    'LOCALE_PROVIDER builtin BUILTIN_LOCALE ''C.UTF-8'''
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'siems') \gexec
SQL
