import mlflow
import pytest

from agent import answer


@pytest.fixture
def question():
    return "?"


def test_answers(question):  #~ test_answers || tests/test_agent.py::test_answers
    assert answer(question)


@pytest.mark.parametrize("city", ["Kyoto", "Osaka"])
@pytest.mark.asyncio
async def test_city(city):  #~ test_city[Kyoto] || tests/test_agent.py::test_city[Osaka]
    with mlflow.start_span("check city"):  #~ check city
        assert city


class TestTools:
    def test_tip(self):  #~ tests/test_agent.py::TestTools::test_tip
        assert True

    @mlflow.trace
    def test_traced(self):  #~ test_traced
        assert True

    def helper(self):
        pass
