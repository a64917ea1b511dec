app.include_router(monitoring.feedback, dependencies=[Depends(check_key)])
app.include_router(monitoring.metrics)
