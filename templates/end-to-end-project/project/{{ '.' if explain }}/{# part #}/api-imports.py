from ..explain import router as explain
