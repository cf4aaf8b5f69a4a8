def close(dock):
    dock.closed = True
