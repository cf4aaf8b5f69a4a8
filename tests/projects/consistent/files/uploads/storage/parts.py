def store_part(upload, number, data):
    upload.parts[number] = data


def join_parts(upload):
    return b"".join(upload.parts[n] for n in sorted(upload.parts))
