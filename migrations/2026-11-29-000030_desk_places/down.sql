DROP TABLE desk_places;
