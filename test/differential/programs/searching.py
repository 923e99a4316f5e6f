"""Every filter and order of `search_filters.py` and `search_logged_filters.py`.

For the newest server's language, which ours answers to every SDK: what older servers have no words for, they refuse.
"""

import mlflow
from observed import client, finish, observe
from search_program import create, results

NEWEST = (3, 17)

if client() and tuple(int(part) for part in mlflow.__version__.split(".")[:2]) >= NEWEST:
    for name, result in results(mlflow, create(mlflow)):
        observe(name, result)
finish()
