def put_part(request):
    return {"next": request.number + 1}


def finish(request):
    return {"done": True}
