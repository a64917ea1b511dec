app.include_router(explain.router, dependencies=[Depends(check_key)])
