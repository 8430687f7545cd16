"""Rehearsal: a trainee talks with a written client, and sees what the talk was like. It shares nothing with real talks."""

PREFIX = "rehearsal-"       # of the conversations that a trainer holds as the client
