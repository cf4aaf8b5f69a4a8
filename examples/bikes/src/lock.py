def sign(message, key):
    return key.sign(message)
