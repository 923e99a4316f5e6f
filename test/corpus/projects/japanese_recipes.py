# -*- coding: utf-8 -*-
"""副菜を探す。"""
import mlflow

分類 = "時間"


@mlflow.trace
def 検索(質問: str) -> list[str]:  #~ 検索
    with mlflow.start_span(f"絞り込み（{分類}）: {質問}") as スパン:  #~ 絞り込み（時間）: 10分以内
        スパン.set_inputs({"質問": 質問})
    return []


@mlflow.trace(name="答えを書く ✍️")
async def write_answer(候補):  #~ 答えを書く ✍️
    with mlflow.start_span("\u691c\u8a3c"):  #~ 検証
        pass


class Köchin:
    @mlflow.trace
    def größe(self):  #~ größe
        pass
