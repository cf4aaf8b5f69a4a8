MASTS = []
