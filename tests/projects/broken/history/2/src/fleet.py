FLEET = []
