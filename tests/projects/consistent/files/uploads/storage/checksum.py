class RunningSum:
    def __init__(self):
        self.value = 0

    def update(self, data):
        self.value = (self.value + sum(data)) % 65521
