def open_dock():
    return True
