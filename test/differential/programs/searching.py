"""Every filter and order of `search_filters.py` and `search_logged_filters.py`."""

import mlflow
from observed import client, finish, observe
from search_program import create, results

if client():
    for name, result in results(mlflow, create(mlflow)):
        observe(name, result)
finish()
