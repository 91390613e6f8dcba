"""How good the customers' data is: complete, valid, fresh; and how that goes, week by week."""
