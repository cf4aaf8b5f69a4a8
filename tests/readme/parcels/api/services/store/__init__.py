def photos():
    return "local"
