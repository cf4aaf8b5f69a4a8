def tune(name):
    return name
