"""Files that are logged to a run, listed and read again."""

import os
import tempfile

import mlflow
from observed import client, finish, has, observe

mlflow.set_experiment("artifacts")
api = client()


def listed(run_id, path=None):
    return [[file.path, file.is_dir, file.file_size] for file in api.list_artifacts(run_id, path)]


def logged_file():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "größe ✓.bin")
        with open(path, "wb") as file:
            file.write(bytes(range(256)))
        mlflow.log_artifact(path, "binary")


def logged_folder():
    with tempfile.TemporaryDirectory() as folder:
        os.makedirs(os.path.join(folder, "a", "b"))
        for name in ("one.txt", "a/two.txt", "a/b/three.txt"):
            with open(os.path.join(folder, name), "w") as file:
                file.write(name)
        mlflow.log_artifacts(folder, "folder")


def downloaded(uri):
    with tempfile.TemporaryDirectory() as folder:
        path = mlflow.artifacts.download_artifacts(uri, dst_path=folder)
        if os.path.isfile(path):
            with open(path, "rb") as file:
                return [os.path.basename(path), file.read().hex()[:64]]
        return sorted(os.path.relpath(os.path.join(place, name), path) for place, _, names in os.walk(path) for name in names)


if api and has("log_text"):
    with mlflow.start_run(run_name="files") as run:
        run_id, uri = run.info.run_id, run.info.artifact_uri
        observe("uri", uri)
        observe("uri of a file", lambda: mlflow.get_artifact_uri("notes/hello.txt"))
        observe("nothing yet", lambda: listed(run_id))
        observe("text", lambda: mlflow.log_text("hello größe", "notes/hello.txt"))
        observe("dict", lambda: mlflow.log_dict({"a": [1, None]}, "data.json"))
        observe("empty", lambda: mlflow.log_text("", "empty.txt"))
        observe("file", logged_file)
        observe("folder", logged_folder)
        observe("text again", lambda: mlflow.log_text("changed", "notes/hello.txt"))
    observe("listed", lambda: listed(run_id))
    for path in ("notes", "folder", "folder/a", "data.json", "never", "binary"):
        observe(f"listed {path}", lambda: listed(run_id, path))
    observe("text read", lambda: mlflow.artifacts.load_text(f"{uri}/notes/hello.txt"))
    observe("dict read", lambda: mlflow.artifacts.load_dict(f"{uri}/data.json"))
    observe("missing read", lambda: mlflow.artifacts.load_text(f"{uri}/never.txt"))
    observe("empty read", lambda: mlflow.artifacts.load_text(f"{uri}/empty.txt"))
    observe("file downloaded", lambda: downloaded(f"{uri}/binary/größe ✓.bin"))
    observe("folder downloaded", lambda: downloaded(f"{uri}/folder"))
    observe("all downloaded", lambda: downloaded(uri))
    observe("outside", lambda: listed(run_id, "../.."))
finish()
