"""The client's companion on Telegram: what comes in is kept, then answered, then sent; nothing is lost on the way."""
