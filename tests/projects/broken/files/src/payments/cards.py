def take():
    return None
