"""The counsellor's page and the HTTP API: one Starlette application on the engine."""
