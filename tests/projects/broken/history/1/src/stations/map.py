MAP = {}
