"""Files in chunks and Dask by partition: the same numbers as all at once."""

import pandas as pd
import pytest

import ml
from ml import scale
from ml.evaluate import planted


@pytest.fixture(scope="module")
def model():
    return ml.win.fit(planted.signal(400, 5)[0], "won", algorithm="logistic")


def test_a_file_in_chunks_is_the_frame_at_once(model, tmp_path):
    frame = planted.signal(60_000, 6)[0]
    source, goal, told = tmp_path / "in.csv", tmp_path / "out.csv", []
    frame.to_csv(source, index=False)
    assert scale.score_file(model, source, goal, told.append) == len(frame)
    written = pd.read_csv(goal)
    whole = model.predict(pd.read_csv(source))
    pd.testing.assert_frame_equal(written[["prediction", "low", "high"]], whole)
    assert told == [50_000, 60_000]


def test_few_rows_read_cell_by_cell_are_read_as_many_are(model):
    frame = planted.signal(500, 7)[0]
    frame.loc[::7, "age"] = None
    frame.loc[::5, "source"] = "Select"
    frame["visits"] = frame["visits"].astype(str)
    many = model.predict(frame)
    few = pd.concat([model.predict(frame.iloc[at : at + 5]) for at in range(0, 500, 5)])
    pd.testing.assert_frame_equal(few, many)


def test_two_dask_workers_answer_as_one_process(model):
    distributed = pytest.importorskip("distributed")
    dask = pytest.importorskip("dask.dataframe")
    frame = planted.signal(4_000, 8)[0]
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    )
    with cluster, distributed.Client(cluster):
        parts = dask.from_pandas(frame, npartitions=4)
        spread = scale.score_partitions(model, parts).compute()
    pd.testing.assert_frame_equal(spread, model.predict(frame))
