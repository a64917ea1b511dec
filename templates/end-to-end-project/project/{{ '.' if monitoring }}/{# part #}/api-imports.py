from ..monitoring import routes as monitoring
